-- An address or e-mail belongs to one person of an entity. The entity stands in the parent's row,
-- which no UNIQUE constraint can reach.

CREATE TRIGGER employee_email_is_unique BEFORE INSERT ON employee_email BEGIN
  SELECT RAISE(ABORT, 'employee_email.email is taken by another employee of the entity')
  WHERE EXISTS (
    SELECT 1 FROM employee_email AS other JOIN employee AS owner ON owner.id = other.employee_id
    WHERE other.email = NEW.email COLLATE NOCASE AND other.employee_id <> NEW.employee_id
      AND owner.entity_id = (SELECT entity_id FROM employee WHERE id = NEW.employee_id));
END;

CREATE TRIGGER employee_email_stays_unique BEFORE UPDATE OF employee_id, email ON employee_email
BEGIN
  SELECT RAISE(ABORT, 'employee_email.email is taken by another employee of the entity')
  WHERE EXISTS (
    SELECT 1 FROM employee_email AS other JOIN employee AS owner ON owner.id = other.employee_id
    WHERE other.email = NEW.email COLLATE NOCASE AND other.employee_id <> NEW.employee_id
      AND owner.entity_id = (SELECT entity_id FROM employee WHERE id = NEW.employee_id));
END;

CREATE TRIGGER employee_keeps_employee_email_unique BEFORE UPDATE OF entity_id ON employee
WHEN NEW.entity_id <> OLD.entity_id
BEGIN
  SELECT RAISE(ABORT, 'employee_email.email is taken by another employee of the entity')
  WHERE EXISTS (
    SELECT 1 FROM employee_email AS mine
    JOIN employee_email AS other ON other.email = mine.email COLLATE NOCASE
    JOIN employee AS owner ON owner.id = other.employee_id
    WHERE mine.employee_id = OLD.id AND other.employee_id <> OLD.id
      AND owner.entity_id = NEW.entity_id);
END;

CREATE TRIGGER handler_link_is_unique BEFORE INSERT ON handler_link BEGIN
  SELECT RAISE(ABORT, 'handler_link.address is taken by another handler of the entity')
  WHERE EXISTS (
    SELECT 1 FROM handler_link AS other JOIN handler AS owner ON owner.id = other.handler_id
    WHERE other.address = NEW.address COLLATE NOCASE AND other.connection = NEW.connection
      AND other.handler_id <> NEW.handler_id
      AND owner.entity_id = (SELECT entity_id FROM handler WHERE id = NEW.handler_id));
END;

CREATE TRIGGER handler_link_stays_unique
BEFORE UPDATE OF handler_id, connection, address ON handler_link
BEGIN
  SELECT RAISE(ABORT, 'handler_link.address is taken by another handler of the entity')
  WHERE EXISTS (
    SELECT 1 FROM handler_link AS other JOIN handler AS owner ON owner.id = other.handler_id
    WHERE other.address = NEW.address COLLATE NOCASE AND other.connection = NEW.connection
      AND other.handler_id <> NEW.handler_id
      AND owner.entity_id = (SELECT entity_id FROM handler WHERE id = NEW.handler_id));
END;

CREATE TRIGGER handler_keeps_handler_link_unique BEFORE UPDATE OF entity_id ON handler
WHEN NEW.entity_id <> OLD.entity_id
BEGIN
  SELECT RAISE(ABORT, 'handler_link.address is taken by another handler of the entity')
  WHERE EXISTS (
    SELECT 1 FROM handler_link AS mine
    JOIN handler_link AS other ON other.address = mine.address COLLATE NOCASE
      AND other.connection = mine.connection
    JOIN handler AS owner ON owner.id = other.handler_id
    WHERE mine.handler_id = OLD.id AND other.handler_id <> OLD.id
      AND owner.entity_id = NEW.entity_id);
END;
