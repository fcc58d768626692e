-- Why somebody changes many customers, or asks for what a second person has to let go: ciphertext under the key of the installation.
alter table bulk_edits add column reason text;
alter table approvals add column asked_because text;
