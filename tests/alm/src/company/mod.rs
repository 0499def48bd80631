//! The company that the stand-in knows: always the same, about 300 people and 40 learning
//! objects, among them all that the sample webhooks (`events/webhooks`) are about.

mod cultures;
mod enrollment;
mod learning_object;
mod person;
mod titles;

pub use cultures::TIME_ZONES;
pub use enrollment::Enrollment;
pub use learning_object::{Instance, LearningObject};
pub use person::Person;

/// The ALM account of the company.
pub const ACCOUNT: &str = "1234";

/// The company.
#[derive(Clone, Debug)]
pub struct Company {
    people: Vec<Person>,
    learning_objects: Vec<LearningObject>,
}

impl Default for Company {
    fn default() -> Self {
        Self { people: person::people(), learning_objects: learning_object::learning_objects() }
    }
}

impl Company {
    /// Everybody, by id.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// The person with this id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// What the company teaches.
    pub fn learning_objects(&self) -> &[LearningObject] {
        &self.learning_objects
    }

    /// The learning object with this id.
    pub fn learning_object(&self, id: &str) -> Option<&LearningObject> {
        self.learning_objects.iter().find(|object| object.id == id)
    }

    /// What this person is enrolled in.
    pub fn enrollments(&self, person: &Person) -> Vec<Enrollment> {
        enrollment::of(person, &self.learning_objects)
    }

    /// Every name and e-mail address: texts that must be in no log.
    pub fn personal_texts(&self) -> impl Iterator<Item = &str> {
        self.people.iter().flat_map(|person| [person.name.as_str(), person.email.as_str()])
    }

    pub(crate) fn rename(&mut self, id: &str, title: String) -> bool {
        let object = self.learning_objects.iter_mut().find(|object| object.id == id);
        object.is_some_and(|object| {
            object.titles = vec![("en-US", title)];
            true
        })
    }
}

#[cfg(test)]
mod tests;
