// One household that several agencies know, with all that it is tied to, as a picture
// :param agencies => 3
MATCH (h:Household) WHERE h.agencies >= $agencies
WITH h ORDER BY h.id LIMIT 1
MATCH path = (h)-[]-()
RETURN path
