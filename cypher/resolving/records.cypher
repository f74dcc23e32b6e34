// purpose: read all records and their details in force
// params: forever
// returns: packed record, partner, stated_on, title, forenames, surname, known_as, born_on, sex
MATCH (r:Record)-[s:SAYS]->(d:Details)
WHERE s.until = $forever
RETURN collect([r.key, r.partner, s.stated_on, d.title, d.forenames, d.surname, d.known_as, d.born_on, d.sex]) AS packed
