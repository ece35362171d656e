#!/usr/bin/env node
import { main } from "../dist/program/isovec.js";

await main(process.argv.slice(2));
