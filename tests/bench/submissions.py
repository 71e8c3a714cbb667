"""(e) Submitting a matter: the last step of a filled application, against a floor that writes the same rows and commits
with the same fsync (submit_floor.cpp). Every request files another application. As in life they come from many citizens,
APPLICATIONS_EACH of them from one person, which is more than most will ever have. The floor waits for the disk once for each
submission; the product too answers none before it is there, but lets those that arrive together share one wait."""
import base64, hashlib, http.client, os, pathlib, re, sqlite3, subprocess, urllib.parse

from installation import free_ports, wait_for, wrk

HERE = pathlib.Path(__file__).parent
CONNECTIONS = 16
APPLICATIONS_EACH = 10


def fields_of(page, more):
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', page).group(1) for name in ("_csrf", "_nonce")}
    return urllib.parse.urlencode({**found, **more})


def copy_row(db, table, row, changed):
    """One more row like the one that `row` selects."""
    found = db.execute(f"select * from {table} where {row}")
    names = [each[0] for each in found.description]
    values = [changed.get(name, value) for name, value in zip(names, found.fetchone())]
    db.execute(f"insert into {table} ({', '.join(names)}) values ({', '.join('?' * len(names))})", values)


def signed_in_citizens(platform, count):
    """Cookies of so many citizens. They are made and signed in beside the product, whose passwords take their time."""
    platform.sign_in("citizen", "portal")
    cookies = []
    with sqlite3.connect(platform.db_file, timeout=20) as db:
        first = db.execute("select id from gt_account where login = 'citizen'").fetchone()[0]
        for number in range(1, count + 1):
            token = base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")
            copy_row(db, "gt_account", f"id = {first}", {"id": number, "login": f"bench-citizen-{number}", "resident_hash": None})
            copy_row(db, "gt_session", f"account_id = {first} and face = 'portal'",
                     {"token_hash": hashlib.blake2b(token.encode(), digest_size=32).hexdigest(), "account_id": number})
            cookies.append("gt_p=" + token)
    db.close()
    return cookies


class Applicant:
    """Fills in applications over one kept connection, up to the step before filing."""

    def __init__(self, platform, cookie):
        self.cookie = cookie
        self.connection = http.client.HTTPConnection("localhost", platform.portal)
        self.point = self.town = None

    def send(self, method, path, body=None):
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.getheader("location", ""), answer.read().decode()

    def post(self, path, page, fields):
        status, location, text = self.send("POST", path, fields_of(page, fields))
        if status != 303:
            raise SystemExit(f"bench: {path} answered {status}: {re.sub('<[^>]*>', ' ', text)[:400]}")
        return location

    def choose_point(self, path):
        page = self.send("GET", path)[2]
        self.town = re.search(r'<option value="(33\d{7})"', page).group(1)
        page = self.send("GET", f"{path}?town={self.town}")[2]
        self.point = re.search(r'name="point"[^>]*value="(\d+)"', page).group(1)

    def fill(self, number):
        """Answers the address of the last step, the cookie and the token to send it with."""
        page = self.send("GET", "/linan/mediation/apply")[2]
        first = self.post("/linan/mediation/apply", page, {})
        base = first.rsplit("/", 1)[0]
        # Every form of this person takes the same token, and the nonce only has to be a new one.
        token = re.search(r'name="_csrf" value="([^"]*)"', page).group(1)
        stand_in = lambda step: f'name="_csrf" value="{token}" name="_nonce" value="bench-{number}-{step}-{base[-20:]}"'.replace("/", "_")
        self.post(f"{base}/1", stand_in(1), {"applicant_mobile": "13800138000", "applicant_address": "临安区锦城街道城中街8号", "respondent_kind": "person",
                                            "respondent_name": "王大力", "respondent_mobile": "13900139000", "respondent_address": "平山村3组"})
        self.post(f"{base}/2", stand_in(2), {"cause": "loan", "facts": "2026年3月借给对方48000元，约定9月还，一直没有还。",
                                            "claims": "请对方归还借款48000元。", "amount": "48000"})
        if self.point is None:
            self.choose_point(f"{base}/3")
        self.post(f"{base}/3", stand_in(3), {"point": self.point, "town": self.town})
        return f"{base}/4", self.cookie, token


def write_requests(path, applications):
    with open(path, "w") as out:
        for number, (address, cookie, token) in enumerate(applications):
            body = urllib.parse.urlencode({"_csrf": token, "_nonce": f"bench-file-{number}-{address[-24:].replace('/', '_')}", "truthful": "1"})
            out.write(f"{address}\t{cookie}\t{body}\n")


# What the database's triggers and the product's own threads write after it, or act upon: the floor does without.
AFTERWARDS = {"gt_unsealed", "gt_chain", "gt_anchor", "gt_job", "gt_outbox"}


def snapshot(db):
    """The last row of each table."""
    tables = [row[0] for row in db.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")]
    return {table: db.execute(f"select max(rowid) from {table}").fetchone()[0] or 0 for table in tables
            if table not in AFTERWARDS and has_rowid(db, table)}


def has_rowid(db, table):
    return "without rowid" not in db.execute("select lower(sql) from sqlite_master where name = ?", (table,)).fetchone()[0]


def unique_columns(db, table):
    names = {row[1] for row in db.execute(f"pragma table_info({table})") if row[5]}
    for index in db.execute(f"pragma index_list({table})").fetchall():
        if index[2]:
            names |= {row[2] for row in db.execute(f"pragma index_info({index[1]})")}
    return names - {"site_id", "record_type", "account_id", "part", "edition", "subject"}


def statements_of_one(db_file, before):
    """The rows that one submission added, as statements in which :n makes what has to be unique so."""
    statements = []
    with sqlite3.connect(db_file) as db:
        for table, last in before.items():
            unique = unique_columns(db, table)
            found = db.execute(f"select * from {table} where rowid > ?", (last,))
            names = [each[0] for each in found.description]
            for row in found.fetchall():
                values = []
                for name, value in zip(names, row):
                    quoted = db.execute("select quote(?)", (value,)).fetchone()[0].replace("\n", "' || char(10) || '")  # a line each
                    if name in unique and isinstance(value, int): quoted = f"{value} + 1000 * :n"
                    elif name in unique and value is not None: quoted += " || :n"
                    values.append(quoted)
                statements.append(f"insert into {table} ({', '.join(names)}) values ({', '.join(values)})")
    return statements


def measure(platform, build, folder, session_sql, token, count, seconds):
    """Answers the figures of the real page, of the floor, and how many rows one submission writes."""
    citizens = [Applicant(platform, cookie) for cookie in signed_in_citizens(platform, -(-count // APPLICATIONS_EACH))]
    # One of each in turn, so that nobody files two at the same time.
    applications = [citizens[number % len(citizens)].fill(number) for number in range(count + 1)]
    with sqlite3.connect(platform.db_file) as db:
        before = snapshot(db)
    address, cookie, csrf = applications.pop()
    Applicant(platform, cookie).post(address, f'name="_csrf" value="{csrf}" name="_nonce" value="bench-first-one-of-all"', {"truthful": "1"})
    statements = statements_of_one(platform.db_file, before)
    (folder / "submit.sql").write_text("\n".join(statements) + "\n")
    requests = folder / "requests"
    write_requests(requests, applications)

    with sqlite3.connect(platform.db_file) as db:
        filed = lambda: db.execute("select count(*) from mediation_dispute where filed_way = 'self' and id > 200000000000").fetchone()[0]
        at_first = filed()
        real = wrk(f"http://localhost:{platform.portal}/", seconds, CONNECTIONS, script=HERE / "submit.lua", args=[requests])
        real["filed"] = filed() - at_first
    if real["filed"] >= len(applications):
        raise SystemExit("bench: the applications ran out; give more with --applications")

    port = free_ports(1)[0]
    floor = subprocess.Popen([build / "tests" / "bench" / "submit_floor", "--db", platform.db_file, "--port", str(port), "--token", token,
                              "--session-sql", session_sql, "--statements", folder / "submit.sql"])
    try:
        wait_for(f"http://localhost:{port}/")
        base = wrk(f"http://localhost:{port}/", seconds, CONNECTIONS, script=HERE / "submit.lua", args=[requests])
    finally:
        floor.kill()
        floor.wait()
    return real, base, len(statements)
