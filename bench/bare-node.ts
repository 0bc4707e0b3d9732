import { createServer } from "node:http";
import pg from "pg";

// The minimum of a webhook on Node, without a framework: read JSON, insert a row, answer.
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });

createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  await pool.query("INSERT INTO bare (payload) VALUES ($1)", [JSON.parse(Buffer.concat(chunks).toString())]);
  response.writeHead(200).end();
}).listen(Number(process.env.PORT), "127.0.0.1");
