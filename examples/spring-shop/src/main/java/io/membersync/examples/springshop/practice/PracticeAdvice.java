package io.membersync.examples.springshop.practice;

import org.springframework.context.annotation.Profile;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Tells the sign-in page whom to be. */
@ControllerAdvice
@Profile("practice")
class PracticeAdvice {
  @ModelAttribute
  void whom(Model model) {
    model.addAttribute("practicePassword", PracticeConfiguration.PASSWORD);
  }
}
