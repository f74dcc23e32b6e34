// purpose: read every visible record of a generation with its person, and what it says of birth and sex
// params: number, agencies, sealed
// returns: record, partner, person, stated_on, born_on, sex
MATCH (p:Person)<-[l:REFERS_TO]-(r:Record)-[s:SAYS]->(d:Details)
WHERE l.since <= $number AND l.until > $number AND s.since <= $number AND s.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed
RETURN r.key AS record, r.partner AS partner, p.id AS person, s.stated_on AS stated_on, d.born_on AS born_on, d.sex AS sex
