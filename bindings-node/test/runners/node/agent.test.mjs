import { test } from "node:test";

import * as spectrum from "spectrum-imessage";
import * as testing from "spectrum-imessage/testing";

import { works } from "../agent.cjs";

works(test, spectrum, testing);
