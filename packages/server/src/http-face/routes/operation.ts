import { prometheusContentType } from "../metrics/prometheus.ts";
import { inJson, type Route } from "./route.ts";

const health: Route = {
  method: "GET",
  path: "/health",
  shape: "tei",
  answer: async () => inJson({ status: "ok" }),
};

const metrics: Route = {
  method: "GET",
  path: "/metrics",
  shape: "tei",
  answer: async (served) => ({
    contentType: prometheusContentType,
    pieces: [served.metrics.render()],
  }),
};

/** For whoever looks after the process. */
export const operationRoutes: readonly Route[] = [health, metrics];
