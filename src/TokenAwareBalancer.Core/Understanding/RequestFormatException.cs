namespace TokenAwareBalancer.Understanding;

/// <summary>
/// Carries an error from the shape that found it up to <see cref="RequestReader.Read"/>, which returns it as a value.
/// Never leaves this namespace. <see cref="System.Text.Json.Utf8JsonReader"/> reports bad JSON by throwing in any
/// case; reporting the rest alike keeps the shapes free of a check after every read.
/// </summary>
internal sealed class RequestFormatException : Exception
{
    public RequestFormatException(RequestError error)
        : base(error.Message) => Error = error;

    public RequestError Error { get; }
}
