"""Getting what stands at a URL that a user has named, without lending that user the service's place in the network.

Called by the Heat API, for templates. It knows nothing of templates, stacks or callers: a URL goes in, and a text comes
out, or a sentence that says why not.
"""
