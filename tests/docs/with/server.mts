import { createServer, type RequestListener } from "node:http";
declare const server: { post(path: string, handler: RequestListener): void };

