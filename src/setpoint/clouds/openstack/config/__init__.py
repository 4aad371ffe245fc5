"""Which cloud, and as whom: ``clouds.yaml``, its companions and ``OS_*``, read as openstacksdk reads them.

People have these files already, and other programs read the same ones, so what they mean is not ours to decide. The
tests read some hundreds of configurations with openstacksdk as well, and compare. On purpose it is otherwise here:

- where openstacksdk passes over a broken file, ends in a traceback, or goes on with what cannot suffice (no password,
  an empty ``project_name``, an ``interface`` that is none), a Diagnostic is told, at its place. Nobody is asked;
- OS_REGION_NAME chooses the region of a cloud with a name, as in openstacksdk's command line, not its library;
- profiles that are kept at URLs are not fetched, and ways of authenticating that need other packages are not known;
- ``force_ipv4: "no"`` is a no.

What stands where:

- ``reading`` is what others call: one cloud by its name, and the names that there are;
- ``sources`` are the files and the environment, ``folders`` where they may be, ``documents`` and ``loader`` one file;
- ``profiles``, ``regions`` and ``layers`` put the settings of one cloud together, in their order, over ``defaults``;
- ``customs`` are the many ways of saying the same, ``interpolation`` the words in braces;
- ``credentials`` and ``auth_types`` are who we are, ``services`` what is set for single services, ``values`` all else;
- ``origin`` knows where each setting stands, and tells of problems there; ``settings`` is what comes of it.

No network is touched here, and no secret is quoted.
"""

from setpoint.clouds.openstack.config.reading import cloud_names, named_in, read_cloud
from setpoint.clouds.openstack.config.settings import CloudConfig, Credentials, Network

__all__ = ["CloudConfig", "Credentials", "Network", "cloud_names", "named_in", "read_cloud"]
