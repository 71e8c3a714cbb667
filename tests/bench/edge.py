"""Five bytes, answered by our edge and by Poco's server."""
import socket, subprocess, time, urllib.request

from installation import free_ports, wait_for, wrk


def measure(build, seconds):
    """Alone, and while 1,000 keep-alive clients sit there."""
    results = {}
    for name in ("beast_edge", "poco_edge"):
        port = free_ports(1)[0]
        process = subprocess.Popen([build / "tests" / "bench" / name, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://localhost:{port}/")
            results[name] = {"rate": wrk(f"http://localhost:{port}/", seconds, 64)["rate"]}
            held = []
            for _ in range(1000):
                each = socket.create_connection(("127.0.0.1", port))
                each.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                held.append(each)
            began = time.time()
            try:
                urllib.request.urlopen(f"http://localhost:{port}/", timeout=3).read()
                results[name]["newcomer_ms"] = (time.time() - began) * 1000
            except OSError:
                results[name]["newcomer_ms"] = None
            for each in held:
                each.close()
        finally:
            process.kill()
    return results
