// What the stories share: a connected client that checks every answer.
import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const headers = { "X-Api-Key": "sk_sandbox_e2e" };

const transports = {
  stdio: (target, args) =>
    new StdioClientTransport({ command: target, args: ["serve", "--sandbox", "--sandbox-speed", "200", ...args], stderr: "inherit" }),
  sse: (target) =>
    new SSEClientTransport(new URL(target), {
      requestInit: { headers },
      eventSourceInit: { fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, ...headers, Accept: "text/event-stream" } }) },
    }),
  http: (target) => new StreamableHTTPClientTransport(new URL(target), { requestInit: { headers } }),
};

// connect opens a client over stdio, sse or http.
export async function connect(kind, target, args = []) {
  const client = new Client({ name: "e2e", version: "1.0.0" });
  await client.connect(transports[kind](target, args));

  async function call(name, arguments_, options) {
    const result = await client.callTool({ name, arguments: arguments_ }, undefined, options);
    const text = result.content.map((c) => c.text ?? "").join("");
    if (result.isError) throw new Error(`${name}: ${text}`);
    assert.deepEqual(result.structuredContent, JSON.parse(text), `${name}: text and structured content differ`);
    return result.structuredContent;
  }

  async function refused(name, arguments_) {
    const result = await client.callTool({ name, arguments: arguments_ });
    assert.equal(result.isError, true, `${name} should refuse ${JSON.stringify(arguments_)}`);
    const failure = JSON.parse(result.content[0].text);
    assert.ok(failure.field && failure.message && failure.hint, `${name}: the error lacks field, message or hint`);
    return failure;
  }

  async function settled(ids) {
    let progress = 0;
    for (;;) {
      const status = await call("get_video_status", { ids, wait_seconds: 20 }, { onprogress: () => progress++ });
      if (status.done) {
        return { ...status, progress };
      }
    }
  }

  return { client, call, refused, settled };
}
