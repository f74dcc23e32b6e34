// Groups of tied households: how many there are of each size, and how many agencies know them
// :param households => 2
MATCH (c:Component) WHERE c.households >= $households
WITH c.households AS households, c.agencies AS agencies, count(*) AS groups WHERE groups >= 5
RETURN households, agencies, groups ORDER BY households, agencies
