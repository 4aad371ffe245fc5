"""Disks for Cinder: files. What a volume is given it keeps, so it can be copied, saved as a backup and brought back.

A file has a mebibyte for each gibibyte of its volume: that is enough to hold something, and copying it costs little.
"""

import shutil
from pathlib import Path

from cinder import interface
from cinder.volume import driver
from oslo_config import cfg

MEBIBYTE = 1024 * 1024


@interface.volumedriver
class FileDriver(driver.VolumeDriver):
    """Volumes and their snapshots as files in one folder, which servers and backups get as they are."""

    VERSION = "1.0"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._folder = Path(cfg.CONF.state_path) / "volumes"

    def check_for_setup_error(self):
        self._folder.mkdir(parents=True, exist_ok=True)

    def local_path(self, volume):
        return str(self._folder / volume.name)

    def _update_volume_stats(self):
        self._stats = {
            "volume_backend_name": self.configuration.safe_get("volume_backend_name"),
            "vendor_name": "lab",
            "driver_version": self.VERSION,
            "storage_protocol": "local",
            "total_capacity_gb": "infinite",
            "free_capacity_gb": "infinite",
            "multiattach": True,
            "online_extend_support": True,
        }

    def _sized(self, volume, size):
        with Path(self.local_path(volume)).open("ab") as file:
            file.truncate(size * MEBIBYTE)

    def _copied(self, source, target, size):
        shutil.copyfile(self.local_path(source), self.local_path(target))
        self._sized(target, size)

    def create_volume(self, volume):
        self._sized(volume, volume.size)

    def delete_volume(self, volume):
        Path(self.local_path(volume)).unlink(missing_ok=True)

    def extend_volume(self, volume, new_size):
        self._sized(volume, new_size)

    def create_snapshot(self, snapshot):
        self._copied(snapshot.volume, snapshot, snapshot.volume_size)

    def delete_snapshot(self, snapshot):
        self.delete_volume(snapshot)

    def create_volume_from_snapshot(self, volume, snapshot):
        self._copied(snapshot, volume, volume.size)

    def create_cloned_volume(self, volume, src_vref):
        self._copied(src_vref, volume, volume.size)

    def clone_image(self, context, volume, image_location, image_meta, image_service):
        """Fetch an image as it is; for anything else Cinder wants qemu-img."""
        self.create_volume(volume)
        with Path(self.local_path(volume)).open("r+b") as file:
            image_service.download(context, image_meta["id"], file)
        return {}, True

    def copy_volume_to_image(self, context, volume, image_service, image_meta):
        with Path(self.local_path(volume)).open("rb") as file:
            image_service.update(context, image_meta["id"], {}, file)

    def retype(self, context, volume, new_type, diff, host):
        return True

    def ensure_export(self, context, volume):
        pass

    def create_export(self, context, volume, connector):
        pass

    def remove_export(self, context, volume):
        pass

    def initialize_connection(self, volume, connector):
        return {"driver_volume_type": "local", "data": {"device_path": self.local_path(volume)}}

    def terminate_connection(self, volume, connector, **kwargs):
        pass
