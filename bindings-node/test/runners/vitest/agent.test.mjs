import * as spectrum from "spectrum-imessage";
import * as testing from "spectrum-imessage/testing";
import { test } from "vitest";

import { works } from "../agent.cjs";

works(test, spectrum, testing);
