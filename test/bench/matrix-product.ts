import { InferenceSession, Tensor } from "onnxruntime-node";
import protobuf from "protobufjs";

/** A batch of 512 tokens through MiniLM's feed-forward network and back: `[512, 384] x [384, 1536] x [1536, 384]`. */
const [rows, narrow, wide] = [512, 384, 1536];
const pairs = 10;

function message(write: (writer: protobuf.Writer) => void): Uint8Array {
  const writer = protobuf.Writer.create();
  write(writer);
  return writer.finish();
}

/** A weight inside of the model, which the runtime may pack as it likes: TensorProto 1, 2, 8, 9. */
function weight(name: string, shape: readonly [number, number]): Uint8Array {
  const values = Float32Array.from({ length: shape[0] * shape[1] }, () => Math.random() / 64);
  return message((writer) => {
    for (const size of shape) writer.uint32(8).int64(size);
    writer.uint32(16).int32(1).uint32(66).string(name).uint32(74).bytes(new Uint8Array(values.buffer));
  });
}

function product(left: string, right: string, result: string): Uint8Array {
  return message((writer) => {
    writer
      .uint32(10)
      .string(left)
      .uint32(10)
      .string(right)
      .uint32(18)
      .string(result)
      .uint32(34)
      .string("MatMul");
  });
}

function floatValue(name: string): Uint8Array {
  const tensor = message((writer) => void writer.uint32(8).int32(1));
  const type = message((writer) => void writer.uint32(10).bytes(tensor));
  return message((writer) => void writer.uint32(10).string(name).uint32(18).bytes(type));
}

/** An ONNX model of a chain of products (onnx.proto: ModelProto 1, 7, 8; GraphProto 1, 2, 5, 11, 12). */
function chainOfProducts(): Uint8Array {
  const graph = message((writer) => {
    for (let pair = 0; pair < pairs; pair++) {
      writer.uint32(10).bytes(product(`x${pair}`, `up${pair}`, `y${pair}`));
      writer.uint32(10).bytes(product(`y${pair}`, `down${pair}`, `x${pair + 1}`));
      writer.uint32(42).bytes(weight(`up${pair}`, [narrow, wide]));
      writer.uint32(42).bytes(weight(`down${pair}`, [wide, narrow]));
    }
    writer.uint32(18).string("products");
    writer
      .uint32(90)
      .bytes(floatValue("x0"))
      .uint32(98)
      .bytes(floatValue(`x${pairs}`));
  });
  const operators = message((writer) => void writer.uint32(16).int64(17));
  return message(
    (writer) => void writer.uint32(8).int64(8).uint32(58).bytes(graph).uint32(66).bytes(operators),
  );
}

/** What linear layers could reach on this machine. @returns a function that measures the rate once, GFLOP/s */
export async function matrixProduct(): Promise<() => Promise<number>> {
  const session = await InferenceSession.create(chainOfProducts(), { logSeverityLevel: 3 });
  const values = Float32Array.from({ length: rows * narrow }, Math.random);
  const input = { x0: new Tensor("float32", values, [rows, narrow]) };
  await session.run(input);
  return async () => {
    const runs = 10;
    const start = performance.now();
    for (let i = 0; i < runs; i++) await session.run(input);
    return (runs * pairs * 4 * rows * narrow * wide) / 1e6 / (performance.now() - start);
  };
}
