import { testBackend } from "@isovec/core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { subjectFor } from "../../test/subject.ts";

testBackend("onnx", () => subjectFor("onnx"), { describe, it, beforeAll, afterAll });
