import { testBackend } from "@isovec/core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { subjectFor } from "../../test/subject.ts";

testBackend("static", () => subjectFor("static"), { describe, it, beforeAll, afterAll });
