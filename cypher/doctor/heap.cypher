// How much heap may the server's Java take, bytes? Told by the machine itself: a flag of its start counts, whatever the settings say.
// No parameters.
CALL dbms.queryJmx('java.lang:type=Memory') YIELD attributes
RETURN attributes.HeapMemoryUsage.value.properties.max AS max
