import "../design/design.css";

import { draw } from "../app/draw.tsx";
import { Tour } from "./tour.tsx";
import { queries } from "./tour-client.ts";

draw(<Tour />, { queries });
