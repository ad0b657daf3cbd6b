namespace TokenAwareBalancer.Engine.Requests;

/// <summary>The request's body is not what its API asks for; caught in one place, which answers 400.</summary>
internal sealed class MalformedRequestException : Exception
{
    public MalformedRequestException(string message)
        : base(message)
    {
    }
}
