"""Fetching: resumed, checked, from the next place if one fails; archives unpack only into their folder."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import http.server
import io
import lzma
import tarfile
import threading
import zipfile

import pytest

from rushlight.vision.datasets import utils

BODY = bytes(range(256)) * 2000
MD5 = hashlib.md5(BODY).hexdigest()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    cut_after = None  # bytes of each answer before the connection breaks, or None
    ranges = True
    status = None
    body = BODY


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        server = self.server
        server.seen.append((self.path, self.headers.get("Range")))
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/file")
            self.end_headers()
            return
        if self.path == "/circle":
            self.send_response(302)
            self.send_header("Location", "/circle")
            self.end_headers()
            return
        if server.status or self.path == "/missing":
            self.send_error(server.status or 404)
            return
        start, body = 0, server.body
        asked = self.headers.get("Range")
        if asked and server.ranges:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(body)}")
                self.end_headers()
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        self.wfile.write(body[start:][: server.cut_after])


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(utils.time, "sleep", lambda seconds: None)
    server = Server(("127.0.0.1", 0), Handler)
    server.seen = []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_fetch_once(server, tmp_path, capsys):
    root = tmp_path / "new" / "folder"
    utils.download_url(server.url + "/file", str(root), md5=MD5)
    assert (root / "file").read_bytes() == BODY
    assert [p.name for p in root.iterdir()] == ["file"]
    assert "file: 100%" in capsys.readouterr().err
    utils.download_url(server.url + "/file", str(root), md5=MD5)
    assert len(server.seen) == 1


def test_another_name_and_redirects(server, tmp_path):
    utils.download_url(server.url + "/moved", tmp_path, filename="x.bin", md5=MD5)
    assert (tmp_path / "x.bin").read_bytes() == BODY
    with pytest.raises(RuntimeError, match="could not be fetched"):
        utils.download_url(server.url + "/circle", tmp_path)


def test_continues_where_it_broke(server, tmp_path):
    server.cut_after = 200_000
    utils.download_url(server.url + "/file", tmp_path, md5=MD5)
    assert (tmp_path / "file").read_bytes() == BODY
    assert [r for _, r in server.seen] == [None, "bytes=200000-", "bytes=400000-"]


def test_continues_in_another_run(server, tmp_path):
    (tmp_path / "file.part").write_bytes(BODY[:1234])
    utils.download_url(server.url + "/file", tmp_path, md5=MD5)
    assert (tmp_path / "file").read_bytes() == BODY
    assert server.seen == [("/file", "bytes=1234-")]


def test_all_there_but_the_name(server, tmp_path):
    (tmp_path / "file.part").write_bytes(BODY)
    utils.download_url(server.url + "/file", tmp_path, md5=MD5)
    assert (tmp_path / "file").read_bytes() == BODY


def test_a_server_that_cannot_continue(server, tmp_path):
    server.ranges = False
    (tmp_path / "file.part").write_bytes(b"rubbish")
    utils.download_url(server.url + "/file", tmp_path, md5=MD5)
    assert (tmp_path / "file").read_bytes() == BODY


@pytest.mark.parametrize("begun", [b"rubbish", BODY + b"more"])
def test_a_beginning_of_something_else(server, tmp_path, begun):
    (tmp_path / "file.part").write_bytes(begun)
    utils.download_url(server.url + "/file", tmp_path, md5=MD5)
    assert (tmp_path / "file").read_bytes() == BODY


def test_next_mirror(server, tmp_path):
    mirrors = [server.url + "/file"]
    utils.download_url(server.url + "/missing", tmp_path, filename="file", md5=MD5, mirrors=mirrors)
    assert (tmp_path / "file").read_bytes() == BODY
    (tmp_path / "file").unlink()
    utils.download_url("http://127.0.0.1:9/nobody", tmp_path, filename="file", md5=MD5, mirrors=mirrors)
    assert (tmp_path / "file").read_bytes() == BODY


def test_everything_fails(server, tmp_path):
    server.body = b"something else"
    with pytest.raises(RuntimeError, match=r"(?s)File not found or corrupted.*another md5 sum.*put the file at .*file"):
        utils.download_url(server.url + "/file", tmp_path, md5=MD5)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(RuntimeError, match="HTTP status 404"):
        utils.download_url(server.url + "/missing", tmp_path)
    server.status = 503
    with pytest.raises(RuntimeError, match="HTTP status 503"):
        utils.download_url(server.url + "/file", tmp_path)


def tar(path, members, mode="w:gz"):
    with tarfile.open(path, mode) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            if isinstance(content, tuple):
                info.type, info.linkname = content
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))


def test_archives(tmp_path):
    members = [("a/b.txt", b"one"), ("a/c.txt", b"two"), ("a/link", (tarfile.SYMTYPE, "b.txt"))]
    for k, (name, mode) in enumerate({"x.tar": "w", "x.tgz": "w:gz", "x.tar.bz2": "w:bz2", "x.tar.xz": "w:xz"}.items()):
        tar(tmp_path / name, members, mode)
        out = tmp_path / str(k)
        assert utils.extract_archive(str(tmp_path / name), str(out)) == str(out)
        assert (out / "a" / "link").read_bytes() == b"one"
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as z:
        z.writestr("d/e.txt", "three")
    assert utils.extract_archive(tmp_path / "x.zip", remove_finished=True) == tmp_path
    assert (tmp_path / "d" / "e.txt").read_text() == "three"
    assert not (tmp_path / "x.zip").exists()
    for ending, opener in {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}.items():
        with opener(tmp_path / ("digits" + ending), "wb") as f:
            f.write(b"four")
        assert utils.extract_archive(tmp_path / ("digits" + ending)) == tmp_path / "digits"
        assert (tmp_path / "digits").read_bytes() == b"four"
    with pytest.raises(RuntimeError, match="Unknown compression or archive type"):
        utils.extract_archive(tmp_path / "x.rar")


@pytest.mark.parametrize(
    "member",
    [
        ("../out.txt", b"x"),
        ("/tmp/out.txt", b"x"),
        ("a/../../out.txt", b"x"),
        ("link", (tarfile.SYMTYPE, "../../etc/passwd")),
        ("link", (tarfile.SYMTYPE, "/etc/passwd")),
        ("hard", (tarfile.LNKTYPE, "../out.txt")),
        ("pipe", (tarfile.FIFOTYPE, "")),
    ],
)
def test_tar_stays_in_its_folder(tmp_path, member):
    tar(tmp_path / "x.tar.gz", [("good.txt", b"y"), member])
    (tmp_path / "in").mkdir()
    with pytest.raises(RuntimeError, match="is not to be trusted"):
        utils.extract_archive(tmp_path / "x.tar.gz", tmp_path / "in")
    assert list((tmp_path / "in").iterdir()) == []
    assert not (tmp_path / "out.txt").exists()


def test_zip_stays_in_its_folder(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as z:
        z.writestr("../out.txt", "x")
    (tmp_path / "in").mkdir()
    with pytest.raises(RuntimeError, match="is not to be trusted"):
        utils.extract_archive(tmp_path / "x.zip", tmp_path / "in")


@pytest.mark.parametrize("name", ["x.tar.gz", "x.zip", "x.gz", "x.tar.xz"])
def test_damaged_archives(tmp_path, name):
    (tmp_path / name).write_bytes(b"not an archive at all")
    with pytest.raises((RuntimeError, OSError)):
        utils.extract_archive(tmp_path / name)
    tar(tmp_path / "whole.tar.gz", [("a.bin", BODY)])
    (tmp_path / "cut.tar.gz").write_bytes((tmp_path / "whole.tar.gz").read_bytes()[:-500])
    with pytest.raises(RuntimeError, match="is damaged"):
        utils.extract_archive(tmp_path / "cut.tar.gz")


def test_small_helpers(tmp_path):
    (tmp_path / "a.png").write_bytes(b"")
    (tmp_path / "b").mkdir()
    assert utils.list_files(tmp_path, ".png") == ["a.png"]
    assert utils.list_dir(tmp_path, prefix=True) == [str(tmp_path / "b")]
    assert utils.check_integrity(tmp_path / "a.png", "d41d8cd98f00b204e9800998ecf8427e")
    assert not utils.check_integrity(tmp_path / "a.png", "0")
    assert not utils.check_integrity(tmp_path / "none")
