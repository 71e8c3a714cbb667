"""Matters loaded in bulk; the demo's are made by the product's own transitions instead."""
import csv, io, pathlib, sqlite3, subprocess

HERE = pathlib.Path(__file__).parent
FIRST_ID = 100_000_000_000


def load(db_file, before, rows):
    """Adds matters number `before + 1` to `rows` to the site linan of a SQLite file."""
    with sqlite3.connect(db_file, timeout=60) as db:
        site = db.execute("select id from gt_site where slug = 'linan'").fetchone()[0]
        clerk = db.execute("select id from gt_account where login = 'clerk'").fetchone()[0]
        db.execute((HERE / "load.sql").read_text(), {"site": site, "creator": clerk, "before": before, "rows": rows})
    db.close()


def copy_to_postgres(db_file, url):
    """The same matters, as they stand in the SQLite file, for the site linan of a PostgreSQL database."""
    psql = ["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-d", url]
    ask = lambda sql: subprocess.run([*psql, "-c", sql], check=True, capture_output=True, text=True).stdout.strip()
    site = ask("select id from gt_site where slug = 'linan'")
    clerk = ask("select id from gt_account where login = 'clerk'")
    text = io.StringIO()
    with sqlite3.connect(db_file) as db:
        found = db.execute("select * from mediation_dispute where id > ? and id < ?", (FIRST_ID, 2 * FIRST_ID))
        names = [each[0] for each in found.description]
        same = {"site_id": site, "created_by": clerk, "applicant_id": clerk, "filed_by": clerk}
        out = csv.writer(text)
        for row in found:
            out.writerow([same.get(name, "" if value is None else value) for name, value in zip(names, row)])
    subprocess.run([*psql, "-c", f"\\copy mediation_dispute ({', '.join(names)}) from stdin csv"], input=text.getvalue(), text=True, check=True)
    ask("vacuum analyze mediation_dispute")  # as the server does by itself, a minute later


def place(db_file, number):
    """The keyset position behind the n-th open matter: what the link to the next page carries after n rows."""
    with sqlite3.connect(db_file) as db:
        site = db.execute("select id from gt_site where slug = 'linan'").fetchone()[0]
        due, id_ = db.execute("select due, id from mediation_dispute where site_id = ? and is_open = 1 order by due, id limit 1 offset ?",
                              (site, number - 1)).fetchone()
    return f"{due}.{id_}"
