import type { ReactNode } from "react";
import { useWords } from "../words/words.tsx";
import { NewTabLink } from "./new-tab-link.tsx";
import { isLook, isLookName } from "./standing.ts";
import type { DeedState, Task, TourState } from "./tour-api.ts";
import { Unbroken } from "./unbroken.tsx";
import { noteLooked } from "./use-looked.ts";

interface TasksProps {
  readonly deed: DeedState;
  readonly state: TourState;
}

/** What to do, one after another. What is to be looked at afterwards is led to once it is there. */
export function Tasks({
  deed: { tasks },
  state,
  isMain = false,
}: TasksProps & {
  /** Whether they are what to do now. */
  readonly isMain?: boolean;
}): ReactNode {
  const say = useWords("tour");
  if (tasks.length === 0) return <p className="soft">{say("waits")}</p>;
  return (
    <ol className="tasks">
      {tasks.map((task, index) => (
        <li key={task.does}>
          <TaskText task={task} state={state} />
          {!isLookName(task.does) && (
            <NewTabLink
              href={task.url}
              says={say(`go.${task.does}`)}
              weight={isMain && index === 0 ? "main" : "plain"}
            />
          )}
        </li>
      ))}
    </ol>
  );
}

/** What is to be looked at, now that the rest is done. */
export function LookNow({ deed: { id, tasks }, state }: TasksProps): ReactNode {
  const say = useWords("tour");
  return tasks.filter(isLook).map((task) => (
    <div key={task.does} className="stack-tight">
      <TaskText task={task} state={state} />
      <div className="row">
        <NewTabLink
          href={task.url}
          says={say("lookNow", { agency: task.agency })}
          weight="main"
          onPress={() => noteLooked(id)}
        />
      </div>
    </div>
  ));
}

function TaskText({
  task: { does, agency, person },
  state,
}: {
  readonly task: Task;
  readonly state: TourState;
}): ReactNode {
  const say = useWords("tour");
  const { name = person } = state.people.find(({ id }) => id === person) ?? {};
  return (
    <p>
      <Unbroken text={say(`task.${does}`, { agency, person: name })} />
    </p>
  );
}
