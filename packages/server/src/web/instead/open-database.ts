import { Connection } from "../../index/store/connection.ts";
import { schema } from "../../index/store/schema.ts";
import { loadSqlite } from "./sqlite.ts";

/** An empty database in memory. @param name how it is called */
export async function openDatabase(name: string): Promise<Connection> {
  await loadSqlite();
  const connection = new Connection(name, () => undefined);
  connection.exec(schema);
  return connection;
}
