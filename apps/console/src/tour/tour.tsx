import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { Settings } from "../app/settings.tsx";
import "../app/shell.css";
import { Button } from "../design/button.tsx";
import { Page } from "../design/page.tsx";
import { useWords } from "../words/words.tsx";
import { FirstPage } from "./first-page.tsx";
import { ScenePage } from "./scene-page.tsx";
import { SceneText } from "./scene-text.tsx";
import { ShowPage } from "./show-page.tsx";
import { countOver, standingsOf } from "./standing.ts";
import type { TourState } from "./tour-api.ts";
import { tourQuery } from "./tour-client.ts";
import { TourFault } from "./tour-fault.tsx";
import { useLooked } from "./use-looked.ts";
import { type Place, usePlace } from "./use-place.ts";
import "./tour.css";

/** The tour: where one is, what is done, and the page. */
export function Tour(): ReactNode {
  const say = useWords("tour");
  const shell = useWords("shell");
  const common = useWords("common");
  const place = usePlace();
  const { data, error } = useQuery(tourQuery);
  const [isOpen, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever goes elsewhere has done with the menu
  useEffect(() => setOpen(false), [place.scene, place.deed]);
  return (
    <>
      <a className="skip" href="#content">
        {shell("skip")}
      </a>
      <div className="shell">
        <div className="bar">
          <span className="bar-agency">{say("tour")}</span>
          <Button aria-expanded={isOpen} aria-controls="rail" onPress={() => setOpen(!isOpen)}>
            {isOpen ? common("close") : shell("menu")}
          </Button>
        </div>
        <div className="rail" id="rail" data-open={isOpen}>
          <strong className="rail-agency">{say("tour")}</strong>
          {data !== undefined && <Scenes state={data} place={place} />}
          <div className="rail-end">
            <Settings />
          </div>
        </div>
        <main id="content" tabIndex={-1}>
          {error !== null && <TourFault error={error} />}
          <Shown state={data} place={place} />
        </main>
      </div>
    </>
  );
}

function Shown({
  state,
  place,
}: {
  readonly state: TourState | undefined;
  readonly place: Place;
}): ReactNode {
  const say = useWords("tour");
  if (state === undefined || !state.isReady) {
    return (
      <Page title={say("starting")}>
        <p role="status">{say("startingLead")}</p>
      </Page>
    );
  }
  const scene = state.scenes.find(({ id }) => id === place.scene);
  if (scene !== undefined) return <ScenePage key={scene.id} state={state} scene={scene} />;
  const deed = state.deeds.find(({ id }) => id === place.deed);
  if (deed !== undefined) return <ShowPage key={deed.id} state={state} deed={deed} />;
  return <FirstPage key="first" state={state} />;
}

/** Where the scenes are, and how far each has been played. */
function Scenes({ state, place }: { readonly state: TourState; readonly place: Place }): ReactNode {
  const say = useWords("tour");
  const isFirst =
    !state.scenes.some(({ id }) => id === place.scene) &&
    !state.deeds.some(({ id }) => id === place.deed);
  const played = countOver(standingsOf(state.deeds, useLooked()));
  return (
    <nav aria-label={say("scenes")}>
      <ul>
        <li>
          <a href="#/" aria-current={isFirst ? "page" : undefined}>
            <span>{say("start")}</span>
            {state.isReady && (
              <span className="small soft number">
                {say("progress", { played, all: state.deeds.length })}
              </span>
            )}
          </a>
        </li>
        {state.scenes.map(({ id, title, steps }) => (
          <li key={id}>
            <a href={`#/${id}`} aria-current={id === place.scene ? "page" : undefined}>
              <span>
                <SceneText id={`${id}.title`} says={title} />
              </span>
              <span className="small soft number">
                {say("progress", {
                  played: steps.filter(({ state }) => state === "played").length,
                  all: steps.length,
                })}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
