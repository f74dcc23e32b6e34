// purpose: drop the index of Professional nodes by their key, to make it anew
// params: none
// returns: nothing
DROP CONSTRAINT unique_professional IF EXISTS
