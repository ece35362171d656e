/* An Isovec backend plugin without dependencies: BERT's forward pass in fp32 from the safetensors checkpoint itself.
   Messages: docs/writing-a-plugin.md. Build: cc -O3 -o plugin plugin.c -lm */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* JSON, as far as the messages need it. */
static const char *skip_space(const char *s) { return s + strspn(s, " \t\r\n:,"); }
static const char *skip_value(const char *s) {
  if (*s == '"') {
    for (s++; *s && *s != '"'; s++) if (*s == '\\') s++;
    return s + 1;
  }
  if (*s != '{' && *s != '[') return s + strcspn(s, ",]} \t\r\n");
  for (s = skip_space(s + 1); *s && *s != '}' && *s != ']';) s = skip_space(skip_value(s));
  return s + 1;
}
/* The value of an object's own key, or NULL. */
static const char *member(const char *object, const char *key) {
  if (!object || *object != '{') return NULL;
  for (const char *s = skip_space(object + 1); *s == '"';) {
    const char *end = skip_value(s), *value = skip_space(end);
    if ((size_t)(end - s - 2) == strlen(key) && !strncmp(s + 1, key, strlen(key))) return value;
    s = skip_space(skip_value(value));
  }
  return NULL;
}
static long number(const char *object, const char *key) { const char *s = member(object, key); return s ? atol(s) : -1; }

/* The checkpoint. */
typedef struct { float *weight, *bias; } Linear;
typedef struct { Linear query, key, value, attended, attended_norm, up, down, down_norm; } Layer;
static int hidden, heads, inner, layers, vocabulary, most_tokens;
static float epsilon, *words, *positions, *types;
static Linear embedding_norm;
static Layer layer[64];
static char *header; static unsigned char *tensors;

static char *read_file(const char *folder, const char *name, size_t *size) {
  char path[4096]; snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb"); if (!file) return NULL;
  fseek(file, 0, SEEK_END); *size = ftell(file); rewind(file);
  char *bytes = calloc(*size + 1, 1); *size = fread(bytes, 1, *size, file); fclose(file);
  return bytes;
}
static float half(uint16_t bits) {
  int exponent = bits >> 10 & 31; float fraction = bits & 1023;
  float value = exponent ? ldexpf(1024 + fraction, exponent - 25) : ldexpf(fraction, -24);
  return bits & 0x8000 ? -value : value;
}
static const char *missing;
static float *tensor(const char *name) {
  const char *entry = member(header, name), *at = entry ? member(entry, "data_offsets") : NULL;
  if (!at) { missing = "a tensor of BERT"; return NULL; }
  char *next; size_t begin = strtoul(at + 1, &next, 10), end = strtoul(skip_space(next), NULL, 10);
  int is_half = !strncmp(member(entry, "dtype"), "\"F16\"", 5); size_t count = (end - begin) / (is_half ? 2 : 4);
  if (!is_half && strncmp(member(entry, "dtype"), "\"F32\"", 5)) { missing = "a tensor in F32 or F16"; return NULL; }
  float *values = malloc(count * 4);
  if (!is_half) memcpy(values, tensors + begin, count * 4);
  else for (size_t i = 0; i < count; i++) { uint16_t bits; memcpy(&bits, tensors + begin + 2 * i, 2); values[i] = half(bits); }
  return values;
}
static Linear linear(const char *format, int index) {
  char name[256], full[300]; snprintf(name, sizeof name, format, index); Linear found;
  snprintf(full, sizeof full, "%s.weight", name); found.weight = tensor(full);
  snprintf(full, sizeof full, "%s.bias", name); found.bias = tensor(full);
  return found;
}
/* What is missing, or NULL. */
static const char *load(const char *folder, long wanted) {
  size_t size; char *config = read_file(folder, "config.json", &size), *file = read_file(folder, "model.safetensors", &size);
  if (!config || !file) return "config.json or model.safetensors";
  hidden = number(config, "hidden_size"); heads = number(config, "num_attention_heads");
  inner = number(config, "intermediate_size"); layers = number(config, "num_hidden_layers");
  vocabulary = number(config, "vocab_size"); most_tokens = number(config, "max_position_embeddings");
  if (hidden != wanted) return "a checkpoint of the announced hiddenSize";
  epsilon = atof(member(config, "layer_norm_eps"));
  if (strncmp(member(config, "hidden_act"), "\"gelu\"", 6) || layers > 64) return "GELU and at most 64 layers";
  uint64_t length; memcpy(&length, file, 8);
  header = malloc(length + 1); memcpy(header, file + 8, length); header[length] = 0; tensors = (unsigned char *)file + 8 + length;
  words = tensor("embeddings.word_embeddings.weight"); positions = tensor("embeddings.position_embeddings.weight");
  types = tensor("embeddings.token_type_embeddings.weight"); embedding_norm = linear("embeddings.LayerNorm", 0);
  for (int i = 0; i < layers; i++) layer[i] = (Layer){
    linear("encoder.layer.%d.attention.self.query", i), linear("encoder.layer.%d.attention.self.key", i),
    linear("encoder.layer.%d.attention.self.value", i), linear("encoder.layer.%d.attention.output.dense", i),
    linear("encoder.layer.%d.attention.output.LayerNorm", i), linear("encoder.layer.%d.intermediate.dense", i),
    linear("encoder.layer.%d.output.dense", i), linear("encoder.layer.%d.output.LayerNorm", i)};
  free(config); free(file);
  return missing;
}

/* The forward pass of one text. */
static float dot(const float *a, const float *b, int n) {
  float sums[16] = {0}, sum = 0; int i = 0;
  for (; i + 16 <= n; i += 16) for (int j = 0; j < 16; j++) sums[j] += a[i + j] * b[i + j];
  for (; i < n; i++) sum += a[i] * b[i];
  for (int j = 0; j < 16; j++) sum += sums[j];
  return sum;
}
static void apply(Linear l, const float *in, int inputs, float *out, int outputs, int tokens) {
  for (int o = 0; o < outputs; o++) for (int t = 0; t < tokens; t++)
    out[t * outputs + o] = dot(in + t * inputs, l.weight + o * inputs, inputs) + l.bias[o];
}
static void norm(Linear l, float *x, int tokens) {
  for (; tokens--; x += hidden) {
    double mean = 0, variance = 0;
    for (int i = 0; i < hidden; i++) mean += x[i] / (double)hidden;
    for (int i = 0; i < hidden; i++) variance += (x[i] - mean) * (x[i] - mean) / hidden;
    float scale = 1 / sqrt(variance + epsilon);
    for (int i = 0; i < hidden; i++) x[i] = (x[i] - mean) * scale * l.weight[i] + l.bias[i];
  }
}
static void forward(const int32_t *ids, int tokens, float *x) {
  int width = hidden / heads, n = tokens * hidden;
  float *q = malloc(n * 4), *k = malloc(n * 4), *v = malloc(n * 4), *c = calloc(n, 4), *y = malloc(tokens * inner * 4), *p = malloc(tokens * 4);
  for (int i = 0; i < n; i++) x[i] = words[(size_t)ids[i / hidden] * hidden + i % hidden] + types[i % hidden] + positions[i];
  norm(embedding_norm, x, tokens);
  for (Layer *l = layer; l < layer + layers; l++) {
    apply(l->query, x, hidden, q, hidden, tokens); apply(l->key, x, hidden, k, hidden, tokens); apply(l->value, x, hidden, v, hidden, tokens);
    memset(c, 0, n * 4);
    for (int h = 0; h < hidden; h += width) for (int t = 0; t < tokens; t++) {
      float largest = -INFINITY, sum = 0;
      for (int s = 0; s < tokens; s++) { p[s] = dot(q + t * hidden + h, k + s * hidden + h, width) / sqrtf(width); largest = fmaxf(largest, p[s]); }
      for (int s = 0; s < tokens; s++) sum += p[s] = expf(p[s] - largest);
      for (int s = 0; s < tokens; s++) for (int i = 0; i < width; i++) c[t * hidden + h + i] += p[s] / sum * v[s * hidden + h + i];
    }
    apply(l->attended, c, hidden, q, hidden, tokens);
    for (int i = 0; i < n; i++) x[i] += q[i];
    norm(l->attended_norm, x, tokens); apply(l->up, x, hidden, y, inner, tokens);
    for (int i = 0; i < tokens * inner; i++) y[i] = y[i] / 2 * (1 + erff(y[i] * 0.70710678f));
    apply(l->down, y, inner, q, hidden, tokens);
    for (int i = 0; i < n; i++) x[i] += q[i];
    norm(l->down_norm, x, tokens);
  }
  free(q); free(k); free(v); free(c); free(y); free(p);
}

/* The messages. Numbers of this machine are little-endian, as the wire's. */
static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static void reply(long id, const char *kind, const char *value) {
  printf("Content-Length: %zu\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":%ld,\"%s\":%s}", 27 + snprintf(NULL, 0, "%ld", id) + strlen(kind) + strlen(value), id, kind, value);
  fflush(stdout);
}
static void refuse(long id, int code, const char *why) {
  char text[640]; snprintf(text, sizeof text, "{\"code\":%d,\"message\":\"%s\"}", code, why); reply(id, "error", text);
}
/* The bytes of a string in base64, or -1. */
static long decode(const char *s, unsigned char *byte) {
  const unsigned char *start = byte; uint32_t bits = 0;
  for (int n = 0; *s != '"' && *s != '='; s++) {
    const char *digit = *s ? strchr(digits, *s) : NULL; if (!digit) return -1;
    bits = bits << 6 | (uint32_t)(digit - digits); if (++n % 4 != 1) *byte++ = bits >> (6 - 2 * ((n - 1) % 4));
  }
  return byte - start;
}
/* What is wrong with a batch, or NULL. */
static const char *defect(const char *lengths, const int32_t *ids, long total) {
  long sum = 0;
  for (const char *s = skip_space(lengths + 1); *s != ']'; s = skip_space(skip_value(s))) {
    long length = atol(s); if (length < 1 || length > most_tokens) return "a text has no tokens or too many";
    sum += length;
  }
  if (sum != total) return "lengths are not those of ids";
  for (long i = 0; i < total; i++) if (ids[i] < 0 || ids[i] >= vocabulary) return "an id is outside of the vocabulary";
  return NULL;
}
static void embed(long id, const char *params) {
  const char *s = member(params, "ids"), *lengths = member(params, "lengths"), *model = member(params, "modelId");
  if (!words || !model || strncmp(model, "\"bert\"", 6)) { refuse(id, -32602, "no model of this modelId is loaded"); return; }
  if (!s || *s != '"' || !lengths || *lengths != '[') { refuse(id, -32602, "ids in base64 and lengths are needed"); return; }
  int32_t *ids = malloc(strlen(s)); long decoded = decode(s + 1, (unsigned char *)ids), total = decoded / 4;
  const char *why = decoded % 4 ? "ids are no base64 of int32" : defect(lengths, ids, total);
  if (why) { free(ids); refuse(id, -32602, why); return; }
  size_t bytes = (size_t)total * hidden * 4; float *x = malloc(bytes + 3); char *out = malloc(bytes / 3 * 4 + 200), *o = out;
  int texts = 0; long at = 0;
  for (s = skip_space(lengths + 1); *s != ']'; s = skip_space(skip_value(s)), texts++) {
    int length = atoi(s); forward(ids + at, length, x + (size_t)at * hidden); at += length;
  }
  o += sprintf(o, "{\"count\":%d,\"shape\":[%ld,%d],\"data\":\"", texts, total, hidden); unsigned char *byte = (unsigned char *)x;
  for (size_t i = 0; i < bytes; i += 3) {
    int left = bytes - i < 3 ? bytes - i : 3; uint32_t bits = byte[i] << 16 | (left > 1 ? byte[i + 1] : 0) << 8 | (left > 2 ? byte[i + 2] : 0);
    for (int j = 0; j < 4; j++) *o++ = j <= left ? digits[bits >> (18 - 6 * j) & 63] : '=';
  }
  strcpy(o, "\"}"); reply(id, "result", out); free(ids); free(x); free(out);
}
static void greet(long id, const char *options) {
  const char *key = options ? skip_space(options + 1) : "}"; int length = skip_value(key) - key - 2; char text[512];
  if (*key == '"') {
    snprintf(text, sizeof text, "there is no option %.*s", length < 400 ? length : 0, key + 1); refuse(id, -32602, text);
  } else reply(id, "result", "{\"capabilities\":{\"input\":\"tokens\",\"output\":\"states\",\"encodings\":[\"base64\"],\"dtype\":\"fp32\",\"device\":\"cpu\",\"numeric\":\"exact\"},\"pluginInfo\":{\"name\":\"c-bert\"}}");
}
int main(void) {
  char line[4096]; long length = 0;
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "Content-Length: %ld", &length) == 1 || strcmp(line, "\r\n")) continue;
    char *message = calloc(length + 1, 1); if (fread(message, 1, length, stdin) != (size_t)length) return 1;
    const char *method = member(message, "method"), *params = member(message, "params"); long id = number(message, "id");
    if (!strncmp(method, "\"exit\"", 6)) return 0;
    if (!strncmp(method, "\"initialize\"", 12)) greet(id, member(params, "options"));
    else if (!strncmp(method, "\"backend/load\"", 14)) {
      const char *dir = member(member(params, "model"), "dir"); char folder[4096], text[4096];
      snprintf(folder, sizeof folder, "%.*s", (int)(skip_value(dir) - dir - 2), dir + 1);
      const char *lack = load(folder, number(member(params, "model"), "hiddenSize"));
      if (lack) snprintf(text, sizeof text, "{\"code\":1002,\"message\":\"it needs %s\"}", lack);
      else snprintf(text, sizeof text, "{\"modelId\":\"bert\",\"dimensions\":%d,\"maxTokens\":%ld}", hidden, number(member(params, "model"), "maxTokens"));
      reply(id, lack ? "error" : "result", text);
    } else if (!strncmp(method, "\"backend/embed\"", 15)) embed(id, params);
    else if (!strncmp(method, "\"backend/unload\"", 16) || !strncmp(method, "\"backend/health\"", 16) || !strncmp(method, "\"shutdown\"", 10)) reply(id, "result", "null");
    else if (id >= 0) refuse(id, -32601, "there is no such method");
    free(message);
  }
  return 0;
}
