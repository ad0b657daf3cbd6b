namespace TokenAwareBalancer.Engine.Answering;

/// <summary>The form of an answer that can also be sent token by token.</summary>
internal interface IStreamedForm : IAnswerForm
{
    IAnswerStream OpenStream(EngineAnswer answer);
}
