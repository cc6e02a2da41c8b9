const spectrum = require("spectrum-imessage");
const testing = require("spectrum-imessage/testing");

const { works } = require("../agent.cjs");

works(test, spectrum, testing);
