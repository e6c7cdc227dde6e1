// Removes a constraint.
DROP CONSTRAINT %%NAME%% IF EXISTS
