namespace TokenAwareBalancer.Observing;

/// <summary>Is told how the client takes an answer. Its methods must be quick, and not throw.</summary>
internal interface IPassageListener
{
    /// <summary>Bytes of the answer were given to the client's connection.</summary>
    void OnPassed();

    /// <summary>The client's connection takes no more for now; nor is more read from the backend.</summary>
    void OnClientBehind();

    /// <summary>It takes more again.</summary>
    void OnClientCaughtUp();
}
