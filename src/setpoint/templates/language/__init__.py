"""What the languages of templates share: a text's sections, and how they become definitions and outputs.

HOT and CloudFormation's language say the same with other words. So one compilation serves both, and asks the text's
:class:`~setpoint.templates.language.version.Version` how things are written and which of them that version knows; each
language's own package (:mod:`setpoint.templates.hot`, :mod:`setpoint.templates.cfn`) has its versions, reads its
parameters, and knows what its authors may have meant. Must not know any of the languages, which resource types there
are, nor any composite type: it asks its :class:`~setpoint.templates.compiling.Nesting`.
"""
