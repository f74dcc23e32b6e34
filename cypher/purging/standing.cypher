// purpose: read the records of which something is stated at present
// params: forever
// returns: record
MATCH (a:Record)-[l:SAYS]->(:Details)
WHERE l.until = $forever
RETURN a.key AS record
