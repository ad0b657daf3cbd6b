using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Receiving;

/// <summary>What a method and path stand for.</summary>
/// <param name="Surface">The API that the body is read for.</param>
/// <param name="Errors">How its clients expect to be told of an error.</param>
/// <param name="Answerer">Who answers.</param>
internal sealed record RequestRoute(
    ApiSurface Surface,
    ErrorFormat Errors = ErrorFormat.OpenAi,
    Answerer Answerer = Answerer.Backend);
