import type { Finding } from "../findings/finding.ts";
import { type DiskRoom, judgeLowRoom, roomsIn } from "../findings/judge-room.ts";

/** Watches how much room is left for a gateway that runs. */
export interface RoomWatch {
  look(): void;
  findings(): readonly Finding[];
  /** For the metrics. */
  disks(): readonly DiskRoom[];
}

/** @param isServer - Whether the database is on a server, whose disk nobody sees from here. */
export function createRoomWatch(folder: string, isServer: boolean): RoomWatch {
  let found: readonly Finding[] = [];
  const look = (): void => {
    found = judgeLowRoom(folder, isServer);
  };
  look();
  return { look, findings: () => found, disks: () => roomsIn(folder, isServer) };
}
