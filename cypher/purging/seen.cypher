// purpose: read the records with a touchpoint that is still to be kept
// params: day, forever
// returns: record
MATCH (a:Record)-[l:HAD]->(:Touchpoint)
WHERE l.until = $forever AND l.happened_on > $day
RETURN DISTINCT a.key AS record
