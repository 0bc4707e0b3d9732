// A system that gets events and takes them all. `GET` says how many it has taken.

import { createServer } from "node:http";

let taken = 0;

createServer((request, response) => {
  if (request.method === "GET") {
    response.end(String(taken));
    return;
  }
  request.resume().on("end", () => {
    taken += 1;
    response.end();
  });
}).listen(Number(process.env.PORT), "127.0.0.1");
