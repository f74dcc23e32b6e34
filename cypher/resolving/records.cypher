// purpose: read all records and their details in force
// params: forever
// returns: record, partner, stated_on, title, forenames, surname, known_as, born_on, sex
MATCH (r:Record)-[s:SAYS]->(d:Details)
WHERE s.until = $forever
RETURN r.key AS record, r.partner AS partner, s.stated_on AS stated_on, d.title AS title, d.forenames AS forenames, d.surname AS surname, d.known_as AS known_as, d.born_on AS born_on, d.sex AS sex
