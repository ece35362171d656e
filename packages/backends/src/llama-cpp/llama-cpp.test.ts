import { testBackend } from "@isovec/core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { subjectFor } from "../../test/subject.ts";

const framework = { describe, it, beforeAll, afterAll };

testBackend("llama-cpp", () => subjectFor("llama-cpp"), framework);
testBackend("llama-cpp in Q8_0", () => subjectFor("llama-cpp", { dtype: "q8_0" }), framework);
