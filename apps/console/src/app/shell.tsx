import { Link, Outlet, useRouter } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useId, useState } from "react";
import { RouterProvider } from "react-aria-components";
import { Button } from "../design/button.tsx";
import { Loading } from "../design/loading.tsx";
import { useList } from "../words/lists.ts";
import { useWords } from "../words/words.tsx";
import { AgencyName } from "./agency-name.tsx";
import { DangerBar } from "./danger-bar.tsx";
import { useNews } from "./news.ts";
import { PlaceCount } from "./place-count.tsx";
import { PLACE_GROUPS, PLACES, type Place } from "./places.ts";
import { useMay, useSession } from "./session.tsx";
import { Settings } from "./settings.tsx";
import "./shell.css";

/** Loaded once the page is shown: it would be a tenth of what the first page loads. */
const later = () => import("./later.ts");
const Cover = lazy(async () => ({ default: (await later()).Cover }));

/** The frame around each page: who works here, where the pages are, and the page. */
export function Shell(): ReactNode {
  const say = useWords("shell");
  const router = useRouter();
  const { me, state } = useSession();
  const [isOpen, setOpen] = useState(false);
  useNews();
  // Fetched while the gateway is there: covering the page must not depend on it.
  useEffect(() => {
    const held = later().then(({ holdFocus }) => holdFocus());
    return () => void held.then((end) => end());
  }, []);
  useEffect(() => router.subscribe("onResolved", () => setOpen(false)), [router]);
  return (
    <RouterProvider navigate={(to) => void router.navigate({ to })}>
      <a className="skip" href="#content">
        {say("skip")}
      </a>
      <div className="shell" hidden={state === "locked"}>
        <div className="bar">
          <span className="bar-agency">
            <AgencyName entity={me.entity} />
          </span>
          <Button aria-expanded={isOpen} aria-controls="rail" onPress={() => setOpen(!isOpen)}>
            {say("menu")}
          </Button>
        </div>
        <div className="rail" id="rail" data-open={isOpen}>
          <Rail />
        </div>
        <main id="content" tabIndex={-1}>
          <DangerBar />
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {state !== "open" && (
        <Suspense>
          <Cover />
        </Suspense>
      )}
    </RouterProvider>
  );
}

function Rail(): ReactNode {
  const say = useWords("shell");
  const may = useMay();
  const { me, lock, signOut } = useSession();
  const list = useList();
  return (
    <>
      <div className="stack-tight">
        <strong className="rail-agency">
          <AgencyName entity={me.entity} />
        </strong>
        <span className="small soft">
          {say("signedInAs", {
            officer: me.officer ?? "",
            roles: list(me.roles.map((role) => say(`roles.${role}`))),
          })}
        </span>
      </div>
      <nav aria-label={say("nav")} className="stack">
        {PLACE_GROUPS.map((group) => (
          <PlaceList
            key={group}
            title={say(`group.${group}`)}
            places={PLACES.filter(
              (place) =>
                (place.group ?? "work") === group &&
                (place.needs === undefined || may(place.needs)),
            )}
          />
        ))}
      </nav>
      <div className="rail-end stack-tight">
        <Settings />
        <div className="row">
          <Button weight="quiet" onPress={() => void lock()}>
            {say("lock")}
          </Button>
          <Button weight="quiet" onPress={() => void signOut()}>
            {say("signOut")}
          </Button>
        </div>
      </div>
    </>
  );
}

function PlaceList({
  title,
  places,
}: {
  readonly title: string;
  readonly places: readonly Place[];
}): ReactNode {
  const say = useWords("shell");
  const id = useId();
  if (places.length === 0) return null;
  return (
    <div>
      <p className="rail-group" id={id}>
        {title}
      </p>
      <ul aria-labelledby={id}>
        {places.map(({ path, name, isApart = false }) => (
          <li key={path} data-apart={isApart}>
            <Link to={path} activeProps={{ "aria-current": "page" }}>
              <span>{say(name)}</span>
              <PlaceCount name={name} />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
