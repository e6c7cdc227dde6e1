// Is there a back-test that waits, or that is at work somewhere? One row where there is. No parameters.
MATCH (t:BackTest)
WHERE t.state IN ['waiting', 'running']
RETURN 1 AS due LIMIT 1
