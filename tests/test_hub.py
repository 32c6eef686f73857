"""torch.hub: fetching over HTTP and from files, checked and all or nothing; models from folders."""

from __future__ import annotations

import hashlib
import http.server
import sys
import threading
from urllib.error import URLError

import pytest

import rushlight
from rushlight import hub


@pytest.fixture
def served(tmp_path):
    """(address, folder) of a server on this machine; 'cut.bin' breaks off in the middle."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(folder))

        def do_GET(self):
            if self.path == "/cut.bin":
                self.send_response(200)
                self.send_header("Content-Length", "100")
                self.end_headers()
                self.wfile.write(b"half")
            else:
                super().do_GET()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    thread.join()
    server.server_close()


def test_weights_are_fetched_once_and_checked(served, tmp_path, monkeypatch, capfd):
    address, folder = served
    rushlight.save({"w": rushlight.arange(3)}, folder / "net.pth")
    digest = hashlib.sha256((folder / "net.pth").read_bytes()).hexdigest()
    (folder / "net.pth").rename(folder / f"net-{digest[:8]}.pth")
    url = f"{address}/net-{digest[:8]}.pth"
    monkeypatch.setattr(hub, "_chosen", [])
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "home"))
    for _ in range(2):
        assert hub.load_state_dict_from_url(url, check_hash=True)["w"].tolist() == [0, 1, 2]
        (folder / f"net-{digest[:8]}.pth").unlink(missing_ok=True)
    assert (tmp_path / "home" / "hub" / "checkpoints" / f"net-{digest[:8]}.pth").exists()
    assert "100 %" in capfd.readouterr().err
    hub.set_dir(tmp_path / "other")
    assert hub.get_dir() == str(tmp_path / "other")
    monkeypatch.setattr(hub, "_chosen", [])


def test_other_files_than_asked_for_are_not_kept(served, tmp_path, capfd):
    address, folder = served
    (folder / "a-00000000.bin").write_bytes(b"a")
    target = tmp_path / "a.bin"
    with pytest.raises(RuntimeError, match="invalid hash value"):
        hub.download_url_to_file(f"{address}/a-00000000.bin", target, "00000000", progress=False)
    with pytest.raises(RuntimeError, match="invalid hash value"):
        hub.load_state_dict_from_url(f"{address}/a-00000000.bin", tmp_path / "kept", check_hash=True, progress=False)
    with pytest.raises(RuntimeError, match="broke"):
        hub.download_url_to_file(f"{address}/cut.bin", target, progress=False)
    for url in (f"{address}/none", (tmp_path / "none").as_uri()):
        with pytest.raises(URLError):
            hub.download_url_to_file(url, target, progress=False)
    assert not target.exists() and not list((tmp_path / "kept").iterdir())
    assert capfd.readouterr().err == ""
    hub.download_url_to_file((folder / "a-00000000.bin").as_uri(), target)
    assert target.read_bytes() == b"a"


def test_models_of_a_folder(tmp_path):
    (tmp_path / "beside_the_hubconf.py").write_text("SIZE = 3\n")
    (tmp_path / "hubconf.py").write_text(
        "dependencies = ['numpy']\n\ndef net(size=2, *, bias=True):\n    import beside_the_hubconf\n"
        "    return size, bias, beside_the_hubconf.SIZE\n\nnumber = 3\n"
    )
    before = list(sys.path)
    assert hub.load(tmp_path, "net", 5, bias=False, source="local") == (5, False, 3)
    sys.modules.pop("beside_the_hubconf")
    assert sys.path == before
    with pytest.raises(RuntimeError, match="Cannot find callable number in hubconf; it has net"):
        hub.load(tmp_path, "number", source="local")
    with pytest.raises(ValueError, match="string of function name"):
        hub.load(tmp_path, 3, source="local")
    (tmp_path / "hubconf.py").write_text("dependencies = ['a_package_that_is_not_there']\n")
    with pytest.raises(RuntimeError, match="Missing dependencies: a_package"):
        hub.load(tmp_path, "net", source="local")
    with pytest.raises(FileNotFoundError):
        hub.load(tmp_path / "none", "net", source="local")
    with pytest.raises(ValueError, match="Unknown source"):
        hub.load(tmp_path, "net", source="ftp")
    with pytest.raises(ValueError, match="Clone"):
        hub.load("pytorch/vision", "resnet18")
