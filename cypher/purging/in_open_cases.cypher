// purpose: read the records with a case that is open
// params: forever
// returns: record
MATCH (a:Record)-[l:LED_BY]->(:Professional)
WHERE l.until = $forever AND l.is_open = true AND l.closed_on = ''
RETURN DISTINCT a.key AS record
