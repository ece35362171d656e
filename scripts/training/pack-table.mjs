// Writes a table of token vectors that train.py has made as a static model: the folder of the checkpoint whose tokens they
// are, the table, the folder of the model. Needs the packages built.
import process from "node:process";
import { readModel, SafetensorsFile } from "@isovec/core";

const dist = new URL("../../packages/backends/dist/", import.meta.url);
const { writeStaticModel } = await import(new URL("distill/distill-model.js", dist).href);
const { quantizeTable } = await import(new URL("static/token-table.js", dist).href);

const [checkpoint, tableFile, directory, name, source, licence] = process.argv.slice(2);
if (licence === undefined) {
  process.stderr.write("node scripts/training/pack-table.mjs CHECKPOINT TABLE FOLDER NAME SOURCE LICENCE\n");
  process.exit(2);
}
const file = await SafetensorsFile.open(tableFile);
const [, dimensions] = file.entry("table").shape;
const vectors = await file.readFloats("table");
await file.close();
// What a token weighs is in its trained vector.
const weights = new Float32Array(vectors.length / dimensions).fill(1);
const table = quantizeTable(vectors, dimensions, weights);
await writeStaticModel(await readModel(checkpoint), table, directory, { name, source, licence });
process.stdout.write(`Wrote ${name} into ${directory}.\n`);
