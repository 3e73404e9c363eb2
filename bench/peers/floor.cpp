// A floor for what a server must spend: one thread, epoll, frames written and nothing else. No
// fragments, no compression, no limits. A client's first frame names its room; what it sends then
// goes to the room, itself included. Each message is written to each member at once.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct Connection;
using Room = std::vector<Connection*>;

struct Connection {
  int fd;
  Room* room = nullptr;
  bool upgraded = false;
  bool dead = false;
  bool wantsWrite = false;
  std::string in{}, out{};
};

static int epollFd;
static std::unordered_map<std::string, std::unique_ptr<Room>> rooms;
static std::vector<Connection*> ended;

static std::string sha1(std::string m) {
  uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  uint64_t bits = m.size() * 8;
  m += '\x80';
  while (m.size() % 64 != 56) m += '\0';
  for (int i = 7; i >= 0; i--) m += static_cast<char>(bits >> (8 * i));
  auto rol = [](uint32_t v, int n) { return v << n | v >> (32 - n); };
  for (size_t block = 0; block < m.size(); block += 64) {
    uint32_t w[80];
    for (int i = 0; i < 16; i++) {
      uint32_t v;
      memcpy(&v, &m[block + 4 * i], 4);
      w[i] = ntohl(v);
    }
    for (int i = 16; i < 80; i++) w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 80; i++) {
      uint32_t f, k;
      if (i < 20) f = (b & c) | (~b & d), k = 0x5A827999;
      else if (i < 40) f = b ^ c ^ d, k = 0x6ED9EBA1;
      else if (i < 60) f = (b & c) | (b & d) | (c & d), k = 0x8F1BBCDC;
      else f = b ^ c ^ d, k = 0xCA62C1D6;
      uint32_t t = rol(a, 5) + f + e + k + w[i];
      e = d, d = c, c = rol(b, 30), b = a, a = t;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
  }
  std::string out;
  for (uint32_t v : h)
    for (int i = 3; i >= 0; i--) out += static_cast<char>(v >> (8 * i));
  return out;
}

static std::string base64(const std::string& s) {
  static const char* abc = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < s.size(); i += 3) {
    uint32_t v = 0;
    for (size_t j = 0; j < 3; j++) v = v << 8 | (i + j < s.size() ? (uint8_t)s[i + j] : 0);
    for (size_t j = 0; j < 4; j++) out += i + j > s.size() ? '=' : abc[v >> (18 - 6 * j) & 63];
  }
  return out;
}

static void watch(Connection* c, bool write) {
  c->wantsWrite = write;
  epoll_event event{};
  event.events = write ? EPOLLIN | EPOLLOUT : EPOLLIN;
  event.data.ptr = c;
  epoll_ctl(epollFd, EPOLL_CTL_MOD, c->fd, &event);
}

// Removed after the round of events: others in it may still point at it.
static void end(Connection* c) {
  if (c->dead) return;
  c->dead = true;
  ended.push_back(c);
}

static void write(Connection* c, const char* data, size_t size) {
  if (c->out.empty()) {
    ssize_t n = send(c->fd, data, size, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) return end(c);
    if (n > 0) data += n, size -= n;
  }
  if (size > 0) {
    c->out.append(data, size);
    if (!c->wantsWrite) watch(c, true);
  }
}

static void flush(Connection* c) {
  ssize_t n = send(c->fd, c->out.data(), c->out.size(), MSG_NOSIGNAL);
  if (n < 0) return errno == EAGAIN ? void() : end(c);
  c->out.erase(0, n);
  if (c->out.empty()) watch(c, false);
}

static std::string frame(const char* data, size_t size) {
  std::string f = "\x81";
  if (size < 126) {
    f += static_cast<char>(size);
  } else {
    f += size < 65536 ? '\x7e' : '\x7f';
    for (int i = size < 65536 ? 1 : 7; i >= 0; i--) f += static_cast<char>(size >> (8 * i));
  }
  return f.append(data, size);
}

static void message(Connection* c, const char* data, size_t size) {
  if (c->room == nullptr) {
    auto& room = rooms[std::string(data, size)];
    if (!room) room = std::make_unique<Room>();
    room->push_back(c);
    c->room = room.get();
    std::string joined = frame("joined", 6);
    return write(c, joined.data(), joined.size());
  }
  std::string f = frame(data, size);
  for (Connection* member : *c->room) write(member, f.data(), f.size());
}

static bool upgrade(Connection* c) {
  size_t headEnd = c->in.find("\r\n\r\n");
  if (headEnd == std::string::npos) return false;
  size_t key = c->in.find("Sec-WebSocket-Key: ");
  if (key == std::string::npos || key > headEnd) return end(c), false;
  key += 19;
  std::string accept = base64(
      sha1(c->in.substr(key, c->in.find("\r\n", key) - key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
  std::string answer =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: " + accept + "\r\n\r\n";
  c->in.erase(0, headEnd + 4);
  c->upgraded = true;
  write(c, answer.data(), answer.size());
  return true;
}

static void frames(Connection* c) {
  size_t at = 0;
  auto* in = reinterpret_cast<uint8_t*>(c->in.data());
  while (c->in.size() - at >= 6 && !c->dead) {
    uint64_t length = in[at + 1] & 0x7f;
    size_t header = 2;
    if (length >= 126) {
      size_t bytes = length == 126 ? 2 : 8;
      header += bytes;
      if (c->in.size() - at < header) break;
      length = 0;
      for (size_t i = 0; i < bytes; i++) length = length << 8 | in[at + 2 + i];
    }
    if (c->in.size() - at < header + 4 + length) break;
    uint8_t* mask = in + at + header;
    uint8_t* data = mask + 4;
    for (uint64_t i = 0; i < length; i++) data[i] ^= mask[i & 3];
    int opcode = in[at] & 0x0f;
    if (opcode == 8) return end(c);
    if (opcode == 1 || opcode == 2) message(c, reinterpret_cast<char*>(data), length);
    at += header + 4 + length;
  }
  c->in.erase(0, at);
}

static void readable(Connection* c) {
  static char buffer[1 << 16];
  ssize_t n = recv(c->fd, buffer, sizeof buffer, 0);
  if (n == 0 || (n < 0 && errno != EAGAIN)) return end(c);
  if (n < 0) return;
  c->in.append(buffer, n);
  if (c->upgraded || upgrade(c)) frames(c);
}

static void acceptAll(int listener) {
  for (int fd; (fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = new Connection{.fd = fd};
    epoll_ctl(epollFd, EPOLL_CTL_ADD, fd, &event);
  }
}

static void bury() {
  for (Connection* c : ended) {
    if (c->room != nullptr) std::erase(*c->room, c);
    close(c->fd);
    delete c;
  }
  ended.clear();
}

int main() {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener, 4096) != 0) {
    perror("floor");
    return 1;
  }
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  epollFd = epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN;
  epoll_ctl(epollFd, EPOLL_CTL_ADD, listener, &event);
  printf("ready %d\n", ntohs(address.sin_port));
  fflush(stdout);
  epoll_event events[1024];
  for (;;) {
    int n = epoll_wait(epollFd, events, 1024, -1);
    for (int i = 0; i < n; i++) {
      auto* c = static_cast<Connection*>(events[i].data.ptr);
      if (c == nullptr) {
        acceptAll(listener);
        continue;
      }
      if (!c->dead && (events[i].events & EPOLLOUT)) flush(c);
      if (!c->dead && (events[i].events & ~EPOLLOUT)) readable(c);
    }
    bury();
  }
}
