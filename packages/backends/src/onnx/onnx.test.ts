import { testBackend } from "@isovec/core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { subjectFor } from "../../test/subject.ts";

const framework = { describe, it, beforeAll, afterAll };

testBackend("onnx", () => subjectFor("onnx"), framework);
testBackend("onnx int8", () => subjectFor("onnx", { dtype: "int8" }), framework);
