"""One community engine on one graph: communities.py <engine> <folder> <accounts> <resolution>

The folder holds the ends of the links as uint32 (a.bin, b.bin); labels go there too (labels.bin). Prints the figures as JSON.
"""
import json
import resource
import sys
import time

import numpy as np

engine, folder, accounts, resolution = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
a = np.fromfile(f"{folder}/a.bin", dtype=np.uint32)
b = np.fromfile(f"{folder}/b.bin", dtype=np.uint32)

if engine == "igraph":
    import random

    import igraph

    random.seed(1)
    began, used = time.perf_counter(), time.process_time()
    graph = igraph.Graph(n=accounts, edges=np.column_stack((a, b)))
    built = time.perf_counter()
    found = graph.community_leiden(objective_function="CPM", resolution=resolution, n_iterations=2)
    ended = time.perf_counter()
    labels = found.membership
elif engine == "networkit":
    import networkit

    networkit.engineering.setSeed(1, False)
    began, used = time.perf_counter(), time.process_time()
    graph = networkit.graph.GraphFromCoo((a, b), n=accounts)
    built = time.perf_counter()
    found = networkit.community.PLM(graph, refine=True, gamma=resolution)
    found.run()
    ended = time.perf_counter()
    labels = found.getPartition().getVector()
else:
    sys.exit(f"no engine {engine}")

used = time.process_time() - used
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
_, dense = np.unique(np.asarray(labels, dtype=np.int64), return_inverse=True)
dense.astype(np.uint32).tofile(f"{folder}/labels.bin")
print(json.dumps({"build": built - began, "run": ended - built, "cpu": used, "mib": peak}))
